// The supervisor of a lab: starts programs on request and sees to it that none outlives it, nor it the one who asked.
//
// Requests come on standard input, a JSON object a line; reports leave on standard output in the same form. When the input
// ends, because whoever started us is done or was killed, everything is killed, at once: nothing but files is kept, and
// those are whole after a kill. Told to stay, it listens on a Unix socket instead of the input. Should the supervisor itself
// be killed, the kernel ends the programs (Linux).
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

type request struct {
	// start a program under this name
	Start string   `json:"start"`
	Args  []string `json:"args"`
	Env   []string `json:"env"`
	Log   string   `json:"log"`
	// send a signal to the program of this name
	Signal string `json:"signal"`
	With   int    `json:"with"`
	// go on when the input ends; path of the socket to listen on
	Stay string `json:"stay"`
}

type report struct {
	Name   string `json:"name"`
	Pid    int    `json:"pid,omitempty"`
	Exited bool   `json:"exited,omitempty"`
	Code   int    `json:"code,omitempty"`
	Error  string `json:"error,omitempty"`
}

type ended struct {
	name    string
	command *exec.Cmd
}

func init() {
	// the kernel ties a program's life to the thread that started it; this one lives as long as we do
	runtime.LockOSThread()
}

func main() {
	signal.Ignore(syscall.SIGPIPE, syscall.SIGHUP)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	s := supervisor{running: map[string]*exec.Cmd{}, ends: make(chan ended)}
	requests := make(chan request)
	go read(os.Stdin, requests)
	callers := make(chan net.Conn)
	for {
		select {
		case r, more := <-requests:
			switch {
			case !more && s.stays:
				requests = nil
			case !more:
				s.stop()
				return
			case r.Start != "":
				s.start(r)
			case r.Signal != "":
				s.signal(r)
			case r.Stay != "":
				s.stay(r.Stay, callers)
			}
		case e := <-s.ends:
			s.ended(e)
		case <-stop:
			s.stop()
			return
		case caller := <-callers:
			if s.answer(caller) {
				return
			}
		}
	}
}

// read hands on each line until the input ends; a line that is no request ends it too, for we are not understood.
func read(from io.Reader, to chan<- request) {
	defer close(to)
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r request
		if json.Unmarshal(lines.Bytes(), &r) != nil {
			return
		}
		to <- r
	}
}

type supervisor struct {
	running map[string]*exec.Cmd
	ends    chan ended
	stays   bool
	socket  string
}

func tell(r report) {
	line, _ := json.Marshal(r)
	os.Stdout.Write(append(line, '\n'))
}

func (s *supervisor) start(r request) {
	log, err := os.OpenFile(r.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		tell(report{Name: r.Start, Exited: true, Error: err.Error()})
		return
	}
	defer log.Close()
	command := exec.Command(r.Args[0], r.Args[1:]...)
	command.Stdout, command.Stderr = log, log
	command.Env = append(os.Environ(), r.Env...)
	dieWithUs(command)
	if err := command.Start(); err != nil {
		tell(report{Name: r.Start, Exited: true, Error: err.Error()})
		return
	}
	s.running[r.Start] = command
	tell(report{Name: r.Start, Pid: command.Process.Pid})
	go func() {
		command.Wait()
		s.ends <- ended{r.Start, command}
	}()
}

func (s *supervisor) signal(r request) {
	if command, there := s.running[r.Signal]; there {
		command.Process.Signal(syscall.Signal(r.With))
	}
}

func (s *supervisor) ended(e ended) {
	if s.running[e.name] == e.command {
		delete(s.running, e.name)
	}
	tell(report{Name: e.name, Exited: true, Code: e.command.ProcessState.ExitCode()})
}

func (s *supervisor) stop() {
	for _, command := range s.running {
		command.Process.Kill()
	}
	for len(s.running) > 0 {
		s.ended(<-s.ends)
	}
	if s.socket != "" {
		os.Remove(s.socket)
	}
}

func (s *supervisor) stay(socket string, callers chan<- net.Conn) {
	os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		tell(report{Name: "supervisor", Exited: true, Error: err.Error()})
		return
	}
	s.stays, s.socket = true, socket
	go func() {
		for {
			caller, err := listener.Accept()
			if err != nil {
				return
			}
			callers <- caller
		}
	}()
	tell(report{Name: "supervisor", Pid: os.Getpid()})
}

// answer says what runs, and stops it if that is asked for; the caller knows it is done when the connection closes.
func (s *supervisor) answer(caller net.Conn) bool {
	defer caller.Close()
	caller.SetReadDeadline(time.Now().Add(time.Second))
	var asked struct{ Stop bool }
	if json.NewDecoder(caller).Decode(&asked) != nil {
		return false
	}
	running := map[string]int{}
	for name, command := range s.running {
		running[name] = command.Process.Pid
	}
	json.NewEncoder(caller).Encode(running)
	if asked.Stop {
		s.stop()
	}
	return asked.Stop
}
