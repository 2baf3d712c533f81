package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadEvents(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events string
		want   Outcome
	}{
		{"passed", `{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p"}`, Outcome{Ran: true}},
		{"no tests", `{"Action":"output","Package":"p","Output":"testing: warning: no tests to run\n"}
			{"Action":"pass","Package":"p"}`, Outcome{}},
		{"failed in a subtest", `{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"run","Package":"p","Test":"TestA/x"}
			{"Action":"fail","Package":"p","Test":"TestA/x"}
			{"Action":"fail","Package":"p","Test":"TestA"}
			{"Action":"fail","Package":"p"}`, Outcome{Ran: true, Failed: true, FirstFail: "TestA/x"}},
		{"stopped in a test", `{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p","Test":"TestA"}
			{"Action":"run","Package":"p","Test":"TestB"}
			{"Action":"output","Package":"p","Output":"panic: test timed out after 1s\n"}
			{"Action":"fail","Package":"p"}`, Outcome{Ran: true, Failed: true, FirstFail: "TestB"}},
		{"died before a test", `{"Action":"output","Package":"p","Output":"panic: init\n"}
			{"Action":"fail","Package":"p"}`, Outcome{Failed: true}},
		{"one of two packages does not compile", `{"Action":"run","Package":"q","Test":"TestB"}
			{"Action":"fail","Package":"q","Test":"TestB"}
			{"Action":"fail","Package":"q"}
			{"ImportPath":"p","Action":"build-output","Output":"# p\n"}
			{"ImportPath":"p","Action":"build-output","Output":"p.go:3:1: undefined: x\n"}
			{"ImportPath":"p","Action":"build-fail"}
			{"Action":"fail","Package":"p","FailedBuild":"p"}`,
			Outcome{Ran: true, Failed: true, FirstFail: "TestB", BuildFail: "does not compile: p.go:3:1: undefined: x"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readEvents(strings.NewReader(tt.events))
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("err %v, outcome (-want +got):\n%s", err, diff)
			}
		})
	}
	if _, err := readEvents(strings.NewReader("go: something went wrong")); err == nil {
		t.Error("text that is no event passes for an outcome")
	}
}
