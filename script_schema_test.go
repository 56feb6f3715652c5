package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	schemaFile = "docs/sock.schema.json"
	schemaID   = "urn:sock:json"
)

// schema FILE|stdout|stderr... requires at least one line in each, and every line to be JSON that fits the contract.
func schema(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, !neg && len(args) > 0, "schema FILE|stdout|stderr...")
	c, err := theContract()
	ts.Check(err)
	for _, name := range args {
		lines := strings.SplitAfter(ts.ReadFile(name), "\n")
		if lines[0] == "" {
			ts.Fatalf("%s is empty", name)
		}
		for _, line := range slices.DeleteFunc(lines, func(l string) bool { return l == "" }) {
			if _, _, err := c.judge(line); err != nil {
				ts.Fatalf("%s: %v\n%s", name, err, line)
			}
		}
	}
}

// A contract is docs/sock.schema.json: the schemas of a line and of its parts, and the order of members.
type contract struct {
	line  *jsonschema.Schema
	parts map[string]part
	kinds []string // the parts that are a line
}

// A part is an object that has a schema of its own.
type part struct {
	schema   *jsonschema.Schema
	title    string
	members  []string // in their order
	required []string
}

var theContract = sync.OnceValues(readContract)

func readContract() (*contract, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.AssertContent()
	if err := compiler.AddResource(schemaID, doc); err != nil {
		return nil, err
	}
	c := &contract{parts: map[string]part{}}
	if c.line, err = compiler.Compile(schemaID); err != nil {
		return nil, err
	}
	var defs struct {
		OneOf []struct {
			Ref string `json:"$ref"`
		}
		Defs map[string]struct {
			Title      string
			Required   []string
			Properties json.RawMessage
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &defs); err != nil {
		return nil, err
	}
	for _, kind := range defs.OneOf {
		c.kinds = append(c.kinds, strings.TrimPrefix(kind.Ref, "#/$defs/"))
	}
	for name, def := range defs.Defs {
		p := part{title: def.Title, required: def.Required}
		if p.schema, err = compiler.Compile(schemaID + "#/$defs/" + name); err != nil {
			return nil, err
		}
		if def.Properties != nil {
			p.members = object(def.Properties).names
		}
		c.parts[name] = p
	}
	return c, nil
}

// judge returns the one kind of object that a line is, and its members.
func (c *contract) judge(line string) (kind string, o pairs, err error) {
	body, whole := strings.CutSuffix(line, "\n")
	if !whole || !utf8.ValidString(body) || strings.ContainsAny(body, "\n\r\u0085\u2028\u2029") {
		return "", o, fmt.Errorf("not one line of UTF-8")
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return "", o, err
	}
	if err := c.line.Validate(value); err != nil {
		return "", o, err
	}
	for _, name := range c.kinds {
		if c.parts[name].schema.Validate(value) == nil {
			kind += name
		}
	}
	if !slices.Contains(c.kinds, kind) {
		return "", o, fmt.Errorf("it is %q, want one kind", kind)
	}
	return kind, object([]byte(body)), c.inOrder(kind, []byte(body))
}

// holds maps a member to the part of the contract that it is, or of which it is a list.
var holds = map[string]string{
	"message.control": "control", "control.value": "descriptor", "info.peer_credentials": "credentials", "info.options": "options",
}

// inOrder requires the members of a part, and of its nested parts, to be there once and in order.
func (c *contract) inOrder(kind string, text []byte) error {
	if bytes.HasPrefix(text, []byte("[")) {
		var list []json.RawMessage
		if err := json.Unmarshal(text, &list); err != nil {
			return err
		}
		for _, one := range list {
			if err := c.inOrder(kind, one); err != nil {
				return err
			}
		}
		return nil
	}
	if !bytes.HasPrefix(text, []byte("{")) {
		return nil
	}
	o, last := object(text), -1
	for i, name := range o.names {
		at := slices.Index(c.parts[kind].members, name)
		if kind != "options" && at <= last && at >= 0 || slices.Contains(o.names[:i], name) {
			return fmt.Errorf("the member %s of %s is out of its order or there twice", name, kind)
		}
		last = at
		if inside := holds[kind+"."+name]; inside != "" {
			if err := c.inOrder(inside, o.values[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

// pairs is an object that keeps the order of its members.
type pairs struct {
	names  []string
	values map[string]json.RawMessage
}

// object parses an object that is known to be valid.
func object(text []byte) pairs {
	o := pairs{values: map[string]json.RawMessage{}}
	d := json.NewDecoder(bytes.NewReader(text))
	for _, err := d.Token(); err == nil && d.More(); {
		name, _ := d.Token()
		var value json.RawMessage
		if err = d.Decode(&value); err == nil {
			o.names = append(o.names, name.(string))
			o.values[name.(string)] = value
		}
	}
	return o
}

// TestScriptsJudgeJSON: every script that makes sock write JSON checks it against the schema.
func TestScriptsJudgeJSON(t *testing.T) {
	asks, judges := regexp.MustCompile(`--json\b|--stats=json\b|--format[ =]json\b|"json"`), regexp.MustCompile(`(?m)^schema \S`)
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !asks.Match(text) {
			continue
		}
		found++
		if !judges.Match(text) {
			t.Errorf("%s has sock write JSON and no line that says: schema FILE", file)
		}
	}
	if found == 0 {
		t.Error("no script asks for JSON")
	}
}
