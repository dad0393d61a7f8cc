import Base
import Testing

@Suite struct JSONTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-7", -7), ("3.0", 3.0),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("-0", 0),
            ("-0.0", .number(-0.0)), ("1e3", .number(1000)), ("1E+2", .number(100)),
            ("25e-1", .number(2.5)), ("5e-324", .number(.leastNonzeroMagnitude)),
            ("1e-400", .number(0)),
            ("\"\"", ""), ("[]", []), ("{}", .object(JSON.Members())), ("[1,[2]]", [1, [2]]),
            ("\t{ \"a\" : [ ] ,\r\n\"b\":{}}", ["a": [], "b": .object(JSON.Members())]),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
            (#""\ud83c\udf2c""#, "🌬"), ("\"é€🌬\"", "é€🌬"), (#""\u0000""#, "\0"),
        ] as [(String, JSON)])
    func `a text has one value`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(arguments: [
        ("", 0), ("  ", 2), ("nul", 0), ("True", 0), ("1 2", 2), ("01", 0), ("-", 1), ("-a", 1),
        ("1.", 2), (".5", 0), ("1e", 2), ("1e+", 3), ("+1", 0), ("1e400", 0), ("[1,]", 3),
        ("[1", 2), ("[1 2]", 3), ("[", 1), ("{", 1), ("{\"a\"}", 4), ("{\"a\":1,}", 7),
        ("{a:1}", 1), ("{\"a\":1 \"b\":2}", 7), ("{\"a\":1,\"a\":2}", 7), ("\"a", 2),
        ("\"\n\"", 1), ("\"\\x\"", 2), ("\"\\", 2), ("\"\\u12\"", 5), ("\"\\u12g4\"", 5),
        ("\"\\ud800\"", 7), ("\"\\ud800\\n\"", 8), ("\"\\ud800\\u0041\"", 13), ("\"\\udc00\"", 7),
        ("NaN", 0), ("[1]]", 3), ("\u{FEFF}1", 0),
    ])
    func `what is not JSON is refused at its place`(text: String, offset: Int) {
        let error = #expect(throws: JSON.Invalid.self) { try JSON(parsing: text) }
        #expect(error?.offset == offset, "\(text): \(error.map(String.init(describing:)) ?? "")")
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x22],
        ] as [[UInt8]])
    func `a string that is not UTF-8 is refused`(text: [UInt8]) {
        let error = #expect(throws: JSON.Invalid.self) { try JSON(parsing: text) }
        #expect(error?.description == "this string is not UTF-8 at byte 0")
    }

    @Test func `a member that stands twice is named`() {
        let error = #expect(throws: JSON.Invalid.self) {
            try JSON(parsing: #"{"a":{"b":1,"b":2}}"#)
        }
        #expect(error?.description == "the member “b” stands twice at byte 12")
    }

    @Test(arguments: [
        ("7", 0, true), ("[]", 0, false), ("[]", 1, true), ("[1]", 1, true), ("[[]]", 1, false),
        ("[[1]]", 2, true), ("{\"a\":[]}", 1, false), ("{\"a\":[{}]}", 3, true),
        ("{\"a\":[{}]}", 2, false),
    ])
    func `nesting is followed as deep as was asked`(text: String, depth: Int, isRead: Bool) {
        #expect(((try? JSON(parsing: text, depth: depth)) != nil) == isRead)
    }

    @Test func `a hundred thousand brackets are refused, not followed`() {
        let text = String(repeating: "[", count: 100_000)
        let error = #expect(throws: JSON.Invalid.self) { try JSON(parsing: text) }
        #expect(error?.offset == JSON.defaultDepth)
    }

    @Test func `members keep their order`() throws {
        let text =
            #"{"timestamp":"t","temperature":1.5,"rotor-freq":2,"a":{"z":1,"y":[true,null]}}"#
        #expect(try JSON(parsing: text).compact == text)
    }

    @Test func `a member that is set again keeps its place, one that is removed loses it`() {
        var members = JSON.Members(["a": 1, "b": 2, "c": 3])
        members["a"] = 4
        #expect(members.keys == ["a", "b", "c"])
        members["a"] = nil
        members["a"] = 5
        #expect(members.keys == ["b", "c", "a"])
        #expect(members.map(\.value) == [2, 3, 5])
        #expect(members == JSON.Members(["a": 5, "b": 2, "c": 3]))
    }

    @Test(
        arguments: [
            (.number(.infinity), "null"), (.number(.nan), "null"), (.number(-2), "-2.0"),
            (.number(1e17), "1e+17"), (.number(0.1), "0.1"),
            (.integer(.min), "-9223372036854775808"),
            ("</script>&", #""\u003c/script\u003e\u0026""#),
            ("\u{1}\u{7F}\u{2028}", #""\u0001\u007f\u2028""#),
        ] as [(JSON, String)])
    func `a value has one compact text`(value: JSON, text: String) {
        #expect(value.compact == text)
    }

    @Test func `pretty text stands two spaces in`() {
        let value: JSON = ["a": [1, "x"], "b": .object(JSON.Members()), "c": []]
        #expect(
            value.pretty == """
                {
                  "a": [
                    1,
                    "x"
                  ],
                  "b": {},
                  "c": []
                }
                """)
    }

    @Test func `whole numbers are whole however they were written`() {
        #expect(JSON.number(3).integer == 3)
        #expect(JSON.number(3.5).integer == nil)
        #expect(JSON.number(1e30).integer == nil)
        #expect(JSON.integer(3).number == 3)
        #expect(JSON.string("3").number == nil)
    }
}
