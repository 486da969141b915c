package pack

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
)

// A pack is a zip archive in one form only: files sorted by name, stored and not
// compressed, no date, no mode, no comment, nothing between them. So every byte
// of it follows from the names and the contents, and a byte that does not is
// found: archive/zip, which reads what others write, lets many differ. Not
// compressed, an archive can't grow when it is read, and its bytes do not hang
// on the version of a compressor.

// The limits of a pack.
const (
	maxPack  = 1 << 30 // bytes
	maxFiles = 20_000
	maxName  = 200 // bytes
)

// content is one file of an archive.
type content struct {
	name string
	body []byte
}

const (
	localSize   = 30
	centralSize = 46
	endSize     = 22
)

// writeArchive writes the files, which must be sorted by name.
func writeArchive(files []content) ([]byte, error) {
	if len(files) > maxFiles {
		return nil, fmt.Errorf("%d files are too many for a pack", len(files))
	}
	size := endSize
	for i, f := range files {
		if err := checkName(f.name); err != nil {
			return nil, err
		}
		if i > 0 && files[i-1].name >= f.name {
			return nil, fmt.Errorf("two files of a pack are called %s, or they are not sorted", f.name)
		}
		if size += localSize + centralSize + 2*len(f.name) + len(f.body); size > maxPack {
			return nil, fmt.Errorf("the pack would be larger than %d MiB", maxPack>>20)
		}
	}
	le := binary.LittleEndian
	out, central := make([]byte, 0, size), []byte(nil)
	for _, f := range files {
		at := uint32(len(out))
		// What both headers say: flags, method, time, date, CRC, sizes, lengths.
		var both []byte
		both = append(both, 0, 0, 0, 0, 0, 0, 0x21, 0) // the first day that zip knows
		both = le.AppendUint32(both, crc32.ChecksumIEEE(f.body))
		both = le.AppendUint32(both, uint32(len(f.body)))
		both = le.AppendUint32(both, uint32(len(f.body)))
		both = le.AppendUint16(both, uint16(len(f.name)))
		both = append(both, 0, 0)

		out = append(out, 'P', 'K', 3, 4, 10, 0)
		out = append(append(append(out, both...), f.name...), f.body...)

		central = append(central, 'P', 'K', 1, 2, 20, 3, 10, 0)
		central = append(append(central, both...), 0, 0, 0, 0, 0, 0)
		central = le.AppendUint32(central, 0o100644<<16)
		central = append(le.AppendUint32(central, at), f.name...)
	}
	begin := uint32(len(out))
	out = append(append(out, central...), 'P', 'K', 5, 6, 0, 0, 0, 0)
	out = le.AppendUint16(out, uint16(len(files)))
	out = le.AppendUint16(out, uint16(len(files)))
	out = le.AppendUint32(out, uint32(len(central)))
	out = le.AppendUint32(out, begin)
	return append(out, 0, 0), nil
}

// checkName allows what means the same file on every system: no way upwards, no
// letters that some systems take for others, no device, no hidden file.
func checkName(name string) error {
	ok := name != "" && len(name) <= maxName
	for part := range strings.SplitSeq(name, "/") {
		for i := range len(part) {
			c := part[i]
			alnum := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
			ok = ok && (alnum || i > 0 && strings.IndexByte("._-", c) >= 0)
		}
		ok = ok && part != "" && part[len(part)-1] != '.'
	}
	if !ok {
		return fmt.Errorf("%q is no name for a file of a pack: want lower-case letters, digits, dots and dashes", name)
	}
	return nil
}

var errNoArchive = errors.New("no pack: not a zip archive as candor writes it")

// readArchive gives the files of an archive: by the list at its end and, where
// that says otherwise, by the headers in their order, so that a broken byte in
// one of the two is no reason to see nothing. Whether the archive is in its one
// form is for strayByte to say.
func readArchive(b []byte) ([][]content, error) {
	if len(b) > maxPack {
		return nil, fmt.Errorf("larger than %d MiB: no pack", maxPack>>20)
	}
	listed, lerr := readByList(b)
	ordered, oerr := readInOrder(b)
	var out [][]content
	if lerr == nil {
		out = append(out, listed)
	}
	if same := lerr == nil && slices.EqualFunc(listed, ordered, content.is); oerr == nil && !same {
		out = append(out, ordered)
	}
	if len(out) == 0 {
		return nil, oerr
	}
	return out, nil
}

// is reports whether two readings give the same file at the same place.
func (c content) is(o content) bool {
	return c.name == o.name && len(c.body) == len(o.body) && (len(c.body) == 0 || &c.body[0] == &o.body[0])
}

// inOrder says why the names are not those of a pack, or nil.
func inOrder(files []content) error {
	for i, f := range files {
		if err := checkName(f.name); err != nil {
			return err
		}
		if i > 0 && files[i-1].name >= f.name {
			return fmt.Errorf("%s stands twice in the pack, or its files are not sorted", f.name)
		}
	}
	return nil
}

func readByList(b []byte) ([]content, error) {
	if len(b) < endSize {
		return nil, errNoArchive
	}
	le := binary.LittleEndian
	end := b[len(b)-endSize:]
	n, at := int(le.Uint16(end[10:])), int64(le.Uint32(end[16:]))
	if string(end[:4]) != "PK\x05\x06" || n > maxFiles || at > int64(len(b))-endSize {
		return nil, errNoArchive
	}
	list := b[at : len(b)-endSize : len(b)-endSize]
	var out []content
	for range n {
		if len(list) < centralSize || string(list[:4]) != "PK\x01\x02" {
			return nil, errNoArchive
		}
		size, name := int64(le.Uint32(list[24:])), int64(le.Uint16(list[28:]))
		from := int64(le.Uint32(list[42:])) + localSize + name
		if centralSize+name > int64(len(list)) || from+size > at {
			return nil, errNoArchive
		}
		out = append(out, content{string(list[centralSize : centralSize+name]), b[from : from+size : from+size]})
		list = list[centralSize+name:]
	}
	if len(list) > 0 {
		return nil, errNoArchive
	}
	return out, nil
}

func readInOrder(b []byte) ([]content, error) {
	le := binary.LittleEndian
	var out []content
	at := int64(0)
	for int64(len(b))-at >= localSize && string(b[at:at+4]) == "PK\x03\x04" {
		size, name := int64(le.Uint32(b[at+22:])), int64(le.Uint16(b[at+26:]))
		from := at + localSize + name
		if from+size > int64(len(b)) {
			return nil, fmt.Errorf("%w: broken at byte %d or cut off behind it", errNoArchive, at)
		}
		if len(out) == maxFiles {
			return nil, errors.New("too many files for a pack")
		}
		out = append(out, content{string(b[at+localSize : from]), b[from : from+size : from+size]})
		at = from + size
	}
	if len(out) == 0 {
		return nil, errNoArchive
	}
	return out, nil
}

// strayByte returns the first byte of the archive that does not follow from the
// names and contents of its files, or -1.
func strayByte(b []byte, files []content) int {
	want, err := writeArchive(files)
	if err != nil {
		return 0
	}
	return differ(want, b)
}

// differ returns the first offset at which two texts differ, or -1.
func differ(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) != len(b) {
		return n
	}
	return -1
}

func sortContents(files []content) {
	slices.SortFunc(files, func(a, b content) int { return strings.Compare(a.name, b.name) })
}
