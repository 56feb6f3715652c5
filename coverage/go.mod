module coverage

go 1.26.0
