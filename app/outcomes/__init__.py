"""What follows a grade: batches and lists, use by the banks, objections, repair, the credit file."""
