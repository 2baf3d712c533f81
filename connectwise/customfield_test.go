package connectwise_test

import (
	"encoding/json"
	"testing"

	"github.com/psasync/psasync/connectwise"
)

func TestCustomFieldValues(t *testing.T) {
	for _, tt := range []struct {
		value                  string
		text                   string
		isText                 bool
		number                 string
		isNumber, flag, isFlag bool
	}{
		{value: `"a1b2"`, text: "a1b2", isText: true},
		{value: `""`, isText: true},
		{value: `"12"`, text: "12", isText: true},
		{value: `12.50`, number: "12.5", isNumber: true},
		{value: `0`, number: "0", isNumber: true},
		{value: `1e30`},
		{value: `true`, flag: true, isFlag: true},
		{value: `false`, isFlag: true},
		{value: `null`},
		{value: ``},
		{value: `{"a":1}`},
	} {
		f := connectwise.CustomField{Value: json.RawMessage(tt.value)}
		text, isText := f.Text()
		number, isNumber := f.Number()
		flag, isFlag := f.Flag()
		if text != tt.text || isText != tt.isText || number.String() != tt.number || isNumber != tt.isNumber || flag != tt.flag || isFlag != tt.isFlag {
			t.Errorf("%s: %q %v, %s %v, %v %v", tt.value, text, isText, number, isNumber, flag, isFlag)
		}
	}
}
