// Reads a downloaded log with golang.org/x/mod/sumdb/note and sumdb/tlog, the implementation from which the formats come
// (Debian: golang-go, golang-golang-x-mod-dev). Checks the signature, every tile against the tree's hash, every entry against
// its tile, a proof file, and that the log extends an earlier size.
//
//	go run reader.go DIR KEY PROOF-FILE EARLIER-SIZE
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder struct{ path string }

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

// Go's database names the height in the path, tlog-tiles does not.
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(f.path, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func openCheckpoint(text []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		log.Fatalf("origin %s, key %s", lines[0], verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	hash, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: hash}
}

func readEntries(dir string, size int64) [][]byte {
	var entries [][]byte
	for bundle := int64(0); bundle*256 < size; bundle++ {
		width := 256
		if size-bundle*256 < 256 {
			width = int(size - bundle*256)
		}
		tile := tlog.Tile{H: 8, L: 0, N: bundle, W: width}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(dir, path))
		must(err)
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:2+length])
			data = data[2+length:]
		}
	}
	return entries
}

func checkProofFile(path string, verifier note.Verifier, entries [][]byte) {
	text, err := os.ReadFile(path)
	must(err)
	head, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatal("no proof file")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		bytes, err := base64.StdEncoding.DecodeString(line)
		must(err)
		var hash tlog.Hash
		copy(hash[:], bytes)
		proof = append(proof, hash)
	}
	tree := openCheckpoint([]byte(checkpoint), verifier)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index])))
}

func main() {
	dir, key := os.Args[1], os.Args[2]
	earlier, err := strconv.ParseInt(os.Args[4], 10, 64)
	must(err)
	verifier, err := note.NewVerifier(key)
	must(err)
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err)
	tree := openCheckpoint(text, verifier)
	reader := tlog.TileHashReader(tree, folder{dir})
	entries := readEntries(dir, tree.N)
	if int64(len(entries)) != tree.N {
		log.Fatalf("%d entries, the checkpoint has %d", len(entries), tree.N)
	}
	for index, entry := range entries {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(index))})
		must(err)
		if hashes[0] != tlog.RecordHash(entry) {
			log.Fatalf("entry %d does not hash to its tile", index)
		}
	}
	old, err := tlog.TreeHash(earlier, reader)
	must(err)
	proof, err := tlog.ProveTree(tree.N, earlier, reader)
	must(err)
	must(tlog.CheckTree(proof, tree.N, tree.Hash, earlier, old))
	checkProofFile(os.Args[3], verifier, entries)
	fmt.Printf("%d entries, tree of %d is %s\n", tree.N, earlier, old)
}
