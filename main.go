// Sock is the socket API at the shell prompt.
package main

import (
	"os"

	"sock/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:])) }
