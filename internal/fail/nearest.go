package fail

import "strings"

// DidYouMean returns a hint with the candidate nearest to word, or "" if none is near.
func DidYouMean(word string, candidates []string) string {
	if near := Nearest(word, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}

// Nearest returns the candidate nearest to word, or "" if none is near. At most a third of the letters may differ.
// Differences in case and a missing prefix ("TCP_") cost nothing.
func Nearest(word string, candidates []string) string {
	lower := strings.ToLower(word)
	best, least := "", len(word)/3+1
	for _, c := range candidates {
		name := strings.ToLower(c)
		// Names much longer or shorter cannot be near: a word of many kilobytes would take seconds to compare.
		if max(len(lower)-len(name), len(name)-len(lower)) < least {
			if d := distance(lower, name); d < least {
				best, least = c, d
			}
		}
		if _, bare, ok := strings.Cut(c, "_"); ok && strings.EqualFold(bare, word) {
			return c
		}
	}
	return best
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
