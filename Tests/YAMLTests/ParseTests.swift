import Testing
import YAML

/// What a file becomes, and where its mistakes are said to be.
@Suite struct ParseTests {
    @Test
    func `texts, lists and mappings know where they stand`() throws {
        let node = try Node(
            parsing: "a: one\nb:\n  - 'two'\n  - {c: 3}\n", file: "f.yaml")
        #expect(
            node["a"] == Node(.text("one", .plain), at: Place(file: "f.yaml", line: 1, column: 4)))
        let list = try #require(node["b"]?.list)
        #expect(
            list[0] == Node(.text("two", .quoted), at: Place(file: "f.yaml", line: 3, column: 5)))
        #expect(list[1]["c"]?.text == "3")
        #expect(list[1].mapping?.first?.place == Place(file: "f.yaml", line: 4, column: 6))
        #expect(node.mapping?.map(\.key) == ["a", "b"])
    }

    @Test(arguments: ["", "\n", "# only a comment\n", "\u{FEFF}", "---\n", "~"])
    func `a file without content is nothing`(_ text: String) throws {
        #expect(try Node(parsing: text, file: "f.yaml").isNothing)
    }

    @Test
    func `a byte order mark and other line ends do not move places`() throws {
        let node = try Node(parsing: "\u{FEFF}a: 1\r\nü: 2\r\n", file: "f.yaml")
        #expect(node["ü"]?.place == Place(file: "f.yaml", line: 2, column: 4))
    }

    @Test
    func `block texts keep their lines`() throws {
        let node = try Node(parsing: "a: |\n  one\n  two\nb: >\n  one\n  two\n", file: "f.yaml")
        #expect(node["a"]?.content == .text("one\ntwo\n", .block))
        #expect(node["b"]?.content == .text("one two\n", .block))
    }

    /// Text and the whole message about it.
    static let mistakes: [(String, String)] = [
        ("a: 1\na: 2\n", "f.yaml:2:1: \"a\" stands twice; first in line 1"),
        ("a: {b: 1, \"b\": 2}\n", "f.yaml:1:11: \"b\" stands twice; first in line 1"),
        ("a: &x 1\n", "f.yaml:1:4: \"&x\" is an anchor, which means nothing here"),
        ("a: *x\n", "f.yaml:1:4: \"*x\" is an alias; write out what it stands for"),
        (
            "a: !!int 1\n",
            "f.yaml:1:4: \"tag:yaml.org,2002:int\" is a tag, which means nothing here"
        ),
        ("a: !x [1]\n", "f.yaml:1:4: \"!x\" is a tag, which means nothing here"),
        ("&x {a: 1}\n", "f.yaml:1:1: \"&x\" is an anchor, which means nothing here"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; a file holds one"),
        ("[a]: 1\n", "f.yaml:1:1: a key must be a text, not a list or mapping"),
        ("? {a: 1}\n: 2\n", "f.yaml:1:3: a key must be a text, not a list or mapping"),
        (
            "a: b: c\n",
            "f.yaml:1:5: this is not YAML: mapping values are not allowed in this context; "
                + "check the indentation, or put a text with \": \" in quotes"
        ),
        (
            "a:\n\t- b\n",
            "f.yaml:2:1: this is not YAML: found character that cannot start any token (while "
                + "scanning for the next token); indent with spaces, and put a text that begins "
                + "with @, `, % or a tab in quotes"
        ),
        (
            "a: 1\n  b: 2\n",
            "f.yaml:2:4: this is not YAML: mapping values are not allowed in this context; "
                + "check the indentation, or put a text with \": \" in quotes"
        ),
        (
            "a: [1, 2\nb: 3\n",
            "f.yaml:2:2: this is not YAML: did not find expected ',' or ']' (while parsing a flow "
                + "sequence that begins in line 1)"
        ),
        (
            "a: \"b\n",
            "f.yaml:2:1: this is not YAML: found unexpected end of stream (while scanning a "
                + "quoted scalar that begins in line 1)"
        ),
        ("a: b\u{1}\n", "f.yaml:1:5: the character U+0001 must not stand in YAML"),
        ("# ü\u{7}\n", "f.yaml:1:4: the character U+0007 must not stand in YAML"),
        (
            String(repeating: "[", count: 40),
            "f.yaml:1:33: more than 32 levels stand inside each other"
        ),
    ]

    @Test(arguments: mistakes)
    func `a mistake is told with its place`(_ text: String, _ message: String) {
        let problem = #expect(throws: Problem.self) { try Node(parsing: text, file: "f.yaml") }
        #expect(problem?.description == message)
    }

    /// Bytes, for what cannot be written as a text.
    static let bytes: [([UInt8], String)] = [
        (
            Array("a: 1\nb: ü".utf8) + [0xFF],
            "f.yaml:2:5: these bytes are not UTF-8; save the file as UTF-8"
        ),
        (
            Array("a: 1\r\nb: ".utf8) + [0xC3],
            "f.yaml:2:4: these bytes are not UTF-8; save the file as UTF-8"
        ),
        ([0xFF, 0xFE, 0x61, 0x00], "f.yaml:1:1: this is UTF-16; save the file as UTF-8"),
        (
            [UInt8](repeating: 0x20, count: Node.maximumBytes + 1),
            "f.yaml:1:1: the file has 1048577 bytes; at most 1048576 (1 MiB) are read"
        ),
    ]

    @Test(arguments: bytes)
    func `bytes that are no text are told with their place`(_ bytes: [UInt8], _ message: String) {
        let problem = #expect(throws: Problem.self) { try Node(parsing: bytes, file: "f.yaml") }
        #expect(problem?.description == message)
    }

    @Test
    func `the largest hostile nesting is refused without work that grows with it`() {
        let text = String(repeating: "{a: ", count: 200_000)
        #expect(throws: Problem.self) { try Node(parsing: text, file: "f.yaml") }
    }
}
