"""Pages of groups: who buys alike, rules about what happens to customers, who is like the best."""
