package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"math/bits"
	"strconv"
)

// chunkSize is the number of bytes whose digest stands in the manifest. Smaller
// ones name a broken place closer and make the manifest larger.
const chunkSize = 4096

// chunksOf digests each piece of a file: its CRC-32 and its SHA-256, as
// "crc:sha". The second proves, the first finds: see burst.
func chunksOf(b []byte) []string {
	out := []string{}
	for ; len(b) > 0; b = b[min(chunkSize, len(b)):] {
		out = append(out, chunkDigest(b[:min(chunkSize, len(b))]))
	}
	return out
}

func chunkDigest(b []byte) string {
	sum := sha256.Sum256(b)
	return fmt.Sprintf("%08x:%x", crc32.ChecksumIEEE(b), sum)
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// broken says where a file differs from what was digested, as closely as the
// digests tell, or "".
func broken(want *File, got []byte) string {
	if int64(len(got)) == want.Size && digest(got) == want.Digest {
		return ""
	}
	for i, sum := range want.Chunks {
		from := i * chunkSize
		end := min(from+chunkSize, int(want.Size))
		if from >= len(got) {
			return fmt.Sprintf("it is cut off at byte %d of %d", len(got), want.Size)
		}
		piece := got[from:min(end, len(got))]
		if chunkDigest(piece) == sum {
			continue
		}
		if len(got) == int(want.Size) {
			if at, n, ok := burst(piece, sum); ok {
				return fmt.Sprintf("byte %d is the first that was changed (%s; put back, the digest fits)", from+at, countBytes(n))
			}
			return fmt.Sprintf("the first byte that was changed is one of %d to %d", from, end-1)
		}
		return fmt.Sprintf("it has %d bytes and had %d; the first that differs is one of %d to %d", len(got), want.Size, from, end-1)
	}
	return fmt.Sprintf("%d bytes were added at byte %d, its end", len(got)-int(want.Size), want.Size)
}

func countBytes(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return strconv.Itoa(n) + " bytes"
}

// burst finds the bytes that were changed where they lie within four in a row.
// For each place there is just one change of four bytes that explains the
// difference of the CRCs; the SHA-256 of the piece with that change undone
// proves it or not. at is the first changed byte, n how many from it to the last.
func burst(got []byte, sum string) (at, n int, ok bool) {
	crc, err := strconv.ParseUint(sum[:min(8, len(sum))], 16, 32)
	if err != nil || len(got) < 4 {
		return 0, 0, false
	}
	table := crc32.IEEETable
	var back [256]byte // the entry of the table by its highest byte
	for i, v := range table {
		back[v>>24] = byte(i)
	}
	// The CRC is linear: the difference of two is the change, shifted through
	// the bytes behind it. Shift it back, a byte at a time.
	d := crc32.ChecksumIEEE(got) ^ uint32(crc)
	fixed := bytes.Clone(got)
	for p := len(got) - 1; p >= 0; p-- {
		i := back[d>>24]
		d = (d^table[i])<<8 | uint32(i)
		if p > len(got)-4 {
			continue
		}
		le := binary.LittleEndian
		was := le.Uint32(fixed[p:])
		le.PutUint32(fixed[p:], was^d)
		if chunkDigest(fixed) == sum {
			first := bits.TrailingZeros32(d) / 8
			return p + first, 4 - bits.LeadingZeros32(d)/8 - first, true
		}
		le.PutUint32(fixed[p:], was)
	}
	return 0, 0, false
}
