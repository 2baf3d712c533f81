package connectwise

import "errors"

// ArgumentError is a call that was refused before anything was sent.
type ArgumentError struct {
	Argument string // the member or field path; never a value to search for
	Reason   string
	Advice   string // what to do instead, may be empty
}

// Error implements error.
func (e *ArgumentError) Error() string {
	text := "connectwise: " + e.Argument + ": " + e.Reason
	if e.Advice != "" {
		text += " (" + e.Advice + ")"
	}
	return text
}

// member says whether a member of a request body holds what it must.
type member struct {
	name string
	ok   bool
}

// require reports all members that don't.
func require(members ...member) error {
	var problems []error
	for _, m := range members {
		if !m.ok {
			problems = append(problems, &ArgumentError{Argument: m.name, Reason: "has no value"})
		}
	}
	return errors.Join(problems...)
}

// present accepts an optional member that is left out; one that is given must have a value, as null would clear it.
func present[T interface{ IsPresent() bool }](optional *T) bool {
	return optional == nil || (*optional).IsPresent()
}
