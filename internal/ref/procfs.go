package ref

import (
	"os"
	"strings"
)

func readLine(name string) string {
	text, _ := os.ReadFile(name)
	return strings.TrimSuffix(string(text), "\n")
}
