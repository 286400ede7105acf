"""What follows a grade: batches, lists, the banks' use, objections, repair, the credit file."""
