"""A package's life at the coordinator: enrolment, directory, merging, register, receipts."""
