"""The aid programmes 救助项目: who leads, which clock, which papers, which rule suggests them."""
