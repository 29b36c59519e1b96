"""Reading joint meetings: what a person may know of, and each thing opened."""
