package fail

import "strings"

// DidYouMean returns a hint with the candidate nearest to word, or "" if none is near.
func DidYouMean(word string, candidates []string) string {
	if near := Nearest(word, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}

// Nearest returns the candidate nearest to word, or "" if none is near or two are equally near. One letter may differ, in a
// word of more than five letters two. Differences in case and a missing prefix ("TCP_") cost nothing. Of two names as far away
// the one with as many letters is nearer: tpc is tcp, not tp. Other digits are a different name, not a mistake: ipv5 is not
// near ipv4.
func Nearest(word string, candidates []string) string {
	most := 1
	if len(word) > 5 {
		most = 2
	}
	best, least := "", 2*most+2
	for _, c := range candidates {
		if _, bare, ok := strings.Cut(c, "_"); ok && strings.EqualFold(bare, word) {
			return c
		}
		// Names much longer or shorter cannot be near: a word of many kilobytes would take seconds to compare.
		if len(word) < 3 || max(len(word)-len(c), len(c)-len(word)) > most || otherDigits(word, c) {
			continue
		}
		far := 2 * distance(strings.ToLower(word), strings.ToLower(c))
		if len(word) != len(c) {
			far++
		}
		switch {
		case far < least:
			best, least = c, far
		case far == least && c != best:
			best = ""
		}
	}
	return best
}

// otherDigits reports whether two words differ in nothing but their digits.
func otherDigits(a, b string) bool {
	isDigit := func(r rune) bool { return '0' <= r && r <= '9' }
	return !strings.EqualFold(a, b) && strings.EqualFold(strings.TrimRightFunc(a, isDigit), strings.TrimRightFunc(b, isDigit))
}

// distance returns the Damerau-Levenshtein distance: how many letters to insert, delete or replace, or how many
// neighbors to swap, to turn a into b.
func distance(a, b string) int {
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			replace := last[j]
			if a[i] != b[j] {
				replace++
			}
			row[j+1] = min(replace, row[j]+1, last[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
