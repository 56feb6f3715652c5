package main

import "fmt"

type key struct{ pkg, function, text string }

// compare returns a line for each fault of the page, and for each package with too little coverage.
func compare(list []*pkg, rows []*row) (wrong []string) {
	named, whys := map[key][]*row{}, map[key]string{}
	for _, r := range rows {
		if r.why == "" {
			wrong = append(wrong, fmt.Sprintf("line %d of the page: no reason for %s of %s", r.line, r.function, r.pkg))
		}
		for _, text := range r.texts {
			k := key{r.pkg, r.function, text}
			named[k] = append(named[k], r)
			whys[key{"", r.function, text}] = r.why
		}
	}
	for _, p := range list {
		wrong = append(wrong, p.unnamed(named, whys)...)
		if 100*p.covered <= least*p.statements {
			wrong = append(wrong, fmt.Sprintf("%s: %.1f %% of the statements are covered, not more than %d %%", p.name, p.percent(), least))
		}
	}
	return append(wrong, stale(rows, named)...)
}

// unnamed removes the rows of existing blocks from named, and returns a line for each block without a row. If a
// function of that name has a row in another package, its reason is printed: the function may have moved.
func (p *pkg) unnamed(named map[key][]*row, whys map[key]string) (wrong []string) {
	for _, b := range p.blocks {
		k := key{b.pkg, b.function, b.plain()}
		if len(named[k]) > 0 {
			named[k] = named[k][1:]
			continue
		}
		wrong = append(wrong, fmt.Sprintf("%s:%d: not covered, and no row in ## %s:\n\t%s", b.file, b.line, b.pkg, b.written(whys[key{"", b.function, b.plain()}])))
	}
	return wrong
}

// stale returns a line for each named block that is covered or does not exist.
func stale(rows []*row, named map[key][]*row) (wrong []string) {
	for _, r := range rows {
		for _, text := range r.texts {
			k := key{r.pkg, r.function, text}
			if len(named[k]) == 0 || r.sometimes() {
				continue
			}
			wrong = append(wrong, fmt.Sprintf("line %d of the page: covered or gone: %s of %s: %s", r.line, r.function, r.pkg, text))
			named[k] = named[k][1:]
		}
	}
	return wrong
}
