package main

import (
	"os/exec"
	"syscall"
)

// dieWithUs has the kernel kill the program when the supervisor ends, however it ends.
func dieWithUs(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
