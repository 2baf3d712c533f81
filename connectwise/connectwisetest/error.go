package connectwisetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// apiError is an answer in the vendor's error shape.
type apiError struct {
	status  int
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Errors  []validationError `json:"errors,omitempty"`
}

type validationError struct {
	Code     string `json:"code"`
	Message  string `json:"message"`
	Resource string `json:"resource"`
	Field    string `json:"field"`
}

func (e *apiError) Error() string { return e.Code + ": " + e.Message }

func refuse(status int, code, format string, args ...any) *apiError {
	return &apiError{status: status, Code: code, Message: fmt.Sprintf(format, args...)}
}

// badRequest is how the API reports what it can't read at all; the code is recorded, most texts are [inferred].
func badRequest(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "ConnectWiseApi", format, args...)
}

func badCondition(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "ApiFindCondition", format, args...)
}

func unknownName(path string) *apiError { return badCondition("%s is not a recognized name.", path) }

func notFound(title string, id int) *apiError {
	return refuse(http.StatusNotFound, "NotFound", "%s %d not found", title, id)
}

func invalid(resource string, problems []validationError) *apiError {
	e := refuse(http.StatusBadRequest, "InvalidObject", "%s object is invalid", resource)
	for _, p := range problems {
		p.Resource = resource
		e.Errors = append(e.Errors, p)
	}
	return e
}

// pretty is how the API prints errors: two spaces and CRLF [client code: a recorded log].
func pretty(v any) []byte {
	b, err := encode(v)
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	_ = json.Indent(&out, b, "", "  ") // b is JSON
	return bytes.ReplaceAll(out.Bytes(), []byte("\n"), []byte("\r\n"))
}

// encode leaves &, < and > as they are, as the vendor does.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
