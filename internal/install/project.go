package install

import (
	"path"
	"strings"
)

// IsProject reports whether a path is a project file of .NET, which may set how
// packages are restored.
func IsProject(p string) bool {
	switch path.Ext(p) {
	case ".csproj", ".fsproj", ".vbproj", ".props", ".targets":
		return true
	}
	return false
}

// SpeaksOfLockedRestore reports whether the text of a project file says that
// restores keep to the lock.
func SpeaksOfLockedRestore(src string) bool {
	i := strings.Index(src, "<RestoreLockedMode")
	if i < 0 {
		return false
	}
	_, rest, _ := strings.Cut(src[i:], ">")
	value, _, _ := strings.Cut(rest, "<")
	return !strings.EqualFold(strings.TrimSpace(value), "false")
}
