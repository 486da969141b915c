package sinks

import (
	"go/constant"
	"go/types"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// files classifies what changes the file system.
func files(_ *Classifier, k *callee) []effects.Effect {
	verb, ok := fileVerbs[k.name]
	if !ok || k.typ != "" && k.typ != "Root" || k.path == "os" && k.name == "TempDir" {
		return nil
	}
	if k.name == "OpenFile" && !k.opensToWrite() {
		return nil
	}
	e := k.mutation(verb, "file", k.fn.Pkg().Name()+"."+k.name)
	e.Weak = strings.Contains(k.name, "Temp")
	return []effects.Effect{e}
}

var fileVerbs = map[string]string{
	"WriteFile": "write", "Create": "write", "OpenFile": "write", "Mkdir": "write", "MkdirAll": "write", "Symlink": "write",
	"Link": "write", "Chmod": "update", "Chown": "update", "Lchown": "update", "Chtimes": "update", "Truncate": "update",
	"Rename": "update", "Remove": "delete", "RemoveAll": "delete", "CopyFS": "write", "TempFile": "write", "TempDir": "write",
	"CreateTemp": "write", "MkdirTemp": "write",
}

// opensToWrite looks at the constant flags of os.OpenFile: none is for reading
// alone. Flags that can't be read may write.
func (k *callee) opensToWrite() bool {
	v := k.info.Types[k.arg(1)].Value
	if k.arg(1) == nil || v == nil {
		return true
	}
	flags, ok := constant.Int64Val(v)
	return !ok || flags != 0
}

// processes: another program may do anything.
func processes(_ *Classifier, k *callee) []effects.Effect {
	switch k.name {
	case "Run", "Start", "Output", "CombinedOutput":
		e := k.mutation("call", "process", "exec.Cmd."+k.name)
		e.Weak = true
		return []effects.Effect{e}
	}
	return nil
}

func mail(_ *Classifier, k *callee) []effects.Effect {
	if k.name != "SendMail" && (k.typ != "Client" || k.name != "Data") {
		return nil
	}
	e := k.mutation("send", "mail", "smtp."+k.name)
	e.Weak = true
	return []effects.Effect{e}
}

// grpcLibrary tells what generated clients call by the name of the method.
func grpcLibrary(_ *Classifier, k *callee) []effects.Effect {
	if k.name != "Invoke" && k.name != "NewStream" || !types.IsInterface(k.fn.Signature().Recv().Type()) && k.typ != "ClientConn" {
		return nil
	}
	for i := range k.call.Args {
		full := k.constant(i)
		method := full[strings.LastIndexByte(full, '/')+1:]
		if full == "" || method == "" || readOperation(method) {
			continue
		}
		e := k.mutation("call", "", "rpc "+strings.TrimPrefix(full, "/"))
		e.Weak = true
		return []effects.Effect{e}
	}
	return nil
}
