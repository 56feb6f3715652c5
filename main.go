// Sock is the socket API at the shell prompt.
package main

import (
	"os"
	"runtime"

	"sock/cmd"
)

// A goroutine that is locked while packages are initialized stays on the main thread: strace without -f has to see its calls. Later,
// on a busy machine, main may be on another thread already.
func init() { runtime.LockOSThread() }

func main() { os.Exit(cmd.Main(os.Args[1:])) }
