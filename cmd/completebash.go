package cmd

import (
	"bytes"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// ownWords is a bash function that does not need the package bash-completion. It finds the words of the line as they were typed:
// readline also splits them at "=" and ":".
const ownWords = `__sock_init_completion()
{
    COMPREPLY=() words=() cword=-1 prev=""
    local line=${COMP_LINE:0:COMP_POINT} rest word i
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        rest=${line#"${line%%[![:space:]]*}"}
        [[ $rest == "$word"* ]] || word=$rest # the cursor is within it
        if ((i == 0)) || [[ $rest != "$line" ]]; then
            ((++cword))
            words[cword]=""
        fi
        words[cword]+=$word
        line=${rest#"$word"}
    done
    cur=${words[cword]}
    ((cword == 0)) || prev=${words[cword-1]}
}
`

// BashCompletion writes the completion script for bash. It is cobra's, mended: cobra's fallback for systems without the package
// bash-completion calls a function of that package.
func BashCompletion(root *cobra.Command, w io.Writer) error {
	var script bytes.Buffer
	if err := root.GenBashCompletionV2(&script, true); err != nil {
		return err
	}
	before, rest, _ := strings.Cut(script.String(), "# Macs have bash3")
	_, after, _ := strings.Cut(rest, "\n}\n")
	_, err := io.WriteString(w, before+"# The words of the line, without the package bash-completion.\n"+ownWords+after)
	return err
}
