package pgparse

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero/api"
)

// instance is one running copy of the module. An error other than *Error means
// that its memory can't be trusted any more; it is then thrown away.
type instance struct {
	mod   api.Module
	mem   api.Memory
	funcs map[string]api.Function
}

var errMemory = errors.New("the SQL parser ran out of its memory")

func (in *instance) close() { in.mod.Close(context.Background()) }

// size is how much memory it holds, in bytes.
func (in *instance) size() uint32 { return in.mem.Size() }

// call runs an exported function; the module passes 32-bit numbers and pointers only.
func (in *instance) call(ctx context.Context, name string, args ...uint64) (uint32, error) {
	f := in.funcs[name]
	if f == nil {
		if f = in.mod.ExportedFunction(name); f == nil {
			return 0, fmt.Errorf("the SQL parser has no function %s", name)
		}
		in.funcs[name] = f
	}
	stack := make([]uint64, max(1, len(args)))
	copy(stack, args)
	if err := f.CallWithStack(ctx, stack); err != nil {
		return 0, fmt.Errorf("the SQL parser broke off: %w", err)
	}
	return uint32(stack[0]), nil
}

// A result struct of the module, by the offsets of its fields. Each function
// writes its result to an address that the caller gives as first argument.
type layout struct {
	fn, free string
	size     uint32
	errAt    uint32 // address of the error struct, 0 for none
	counted  bool   // {length, pointer} rather than a pointer to a C string
}

var (
	parseLayout   = layout{fn: "pg_query_parse_protobuf", free: "pg_query_free_protobuf_parse_result", size: 16, errAt: 12, counted: true}
	plpgsqlLayout = layout{fn: "pg_query_parse_plpgsql", free: "pg_query_free_plpgsql_parse_result", size: 8, errAt: 4}
)

// query hands the text to a function of the module and returns what it gives.
func (in *instance) query(l layout, sql string) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("the SQL parser broke off: %v", r)
		}
	}()
	ctx := callContext()
	text, err := in.call(ctx, "malloc", uint64(len(sql)+1))
	if err != nil {
		return nil, err
	}
	if text == 0 || !in.mem.WriteString(text, sql) || !in.mem.WriteByte(text+uint32(len(sql)), 0) {
		return nil, errMemory
	}
	res, err := in.call(ctx, "malloc", uint64(l.size))
	if err != nil {
		return nil, err
	}
	if res == 0 {
		return nil, errMemory
	}
	if _, err := in.call(ctx, l.fn, uint64(res), uint64(text)); err != nil {
		return nil, err
	}
	out, err = in.result(l, res, sql)
	var syntax *Error
	if err != nil && !errors.As(err, &syntax) {
		return nil, err
	}
	for _, c := range []struct {
		fn  string
		ptr uint32
	}{{l.free, res}, {"free", res}, {"free", text}} {
		if _, ferr := in.call(ctx, c.fn, uint64(c.ptr)); ferr != nil {
			return nil, ferr
		}
	}
	return out, err
}

func (in *instance) result(l layout, res uint32, sql string) ([]byte, error) {
	errPtr, ok := in.mem.ReadUint32Le(res + l.errAt)
	if !ok {
		return nil, errMemory
	}
	if errPtr != 0 {
		return nil, in.errorAt(errPtr, sql)
	}
	first, ok1 := in.mem.ReadUint32Le(res)
	second, ok2 := in.mem.ReadUint32Le(res + 4)
	if !ok1 || !ok2 {
		return nil, errMemory
	}
	if l.counted {
		b, ok := in.mem.Read(second, first)
		if !ok {
			return nil, errMemory
		}
		return bytes.Clone(b), nil
	}
	s, ok := in.cString(first)
	if !ok {
		return nil, errMemory
	}
	return []byte(s), nil
}

// errorAt reads the module's error: {message, function, file, line of the C
// source, cursor position, context}, four bytes each.
func (in *instance) errorAt(ptr uint32, sql string) error {
	msgPtr, ok1 := in.mem.ReadUint32Le(ptr)
	cursor, ok2 := in.mem.ReadUint32Le(ptr + 16)
	if !ok1 || !ok2 {
		return errMemory
	}
	msg, ok := in.cString(msgPtr)
	if !ok {
		return errMemory
	}
	return &Error{Message: msg, Offset: offsetOfCursor(sql, int(int32(cursor)))}
}

func (in *instance) cString(ptr uint32) (string, bool) {
	if ptr == 0 {
		return "", true
	}
	var out []byte
	const step = 4096
	for {
		n := uint32(step)
		if size := in.mem.Size(); size < ptr+n {
			if size <= ptr {
				return "", false
			}
			n = size - ptr
		}
		b, ok := in.mem.Read(ptr, n)
		if !ok {
			return "", false
		}
		if i := bytes.IndexByte(b, 0); i >= 0 {
			return string(append(out, b[:i]...)), true
		}
		out = append(out, b...)
		ptr += n
	}
}
