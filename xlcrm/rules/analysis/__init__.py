"""What whole tables tell: grades, classes, scores, rates, months; one module a question of the manuals."""
