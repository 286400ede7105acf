"""What stands in an office's store, put into papers: one module for each subject."""
