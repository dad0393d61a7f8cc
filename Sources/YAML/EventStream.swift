import CYAML

/// libyaml's parser, as a sequence of events: the only place that touches C.
///
/// - Cost: memory that grows with the longest text and the nesting of the input.
struct EventStream: ~Copyable {
    enum Event {
        case documentStart
        case listStart
        case mappingStart
        case listEnd
        case mappingEnd
        case text(String, Node.Style)
        case alias(String)
        case streamEnd
    }

    /// One event, with the decorations that gale refuses.
    struct Item {
        var event: Event
        var place: Place
        var anchor: String?
        var tag: String?
    }

    private let file: String
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    init(_ source: SourceText, file: String) {
        self.file = file
        input = .allocate(capacity: max(1, source.bytes.count))
        _ = input.initialize(from: source.bytes)
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            fatalError("no memory is left for a YAML parser")
        }
        yaml_parser_set_input_string(parser, input.baseAddress, source.bytes.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event that carries meaning.
    mutating func next() throws(Problem) -> Item {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
            defer { yaml_event_delete(&event) }
            if let item = item(event) { return item }
        }
    }

    private func item(_ event: yaml_event_t) -> Item? {
        let place = place(event.start_mark)
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return Item(event: .documentStart, place: place)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return Item(
                event: .listStart, place: place, anchor: text(start.anchor), tag: text(start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return Item(
                event: .mappingStart, place: place, anchor: text(start.anchor),
                tag: text(start.tag))
        case YAML_SEQUENCE_END_EVENT: return Item(event: .listEnd, place: place)
        case YAML_MAPPING_END_EVENT: return Item(event: .mappingEnd, place: place)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return Item(
                event: .text(String(decoding: bytes, as: UTF8.self), style(scalar.style)),
                place: place, anchor: text(scalar.anchor), tag: text(scalar.tag))
        case YAML_ALIAS_EVENT:
            return Item(event: .alias(text(event.data.alias.anchor) ?? ""), place: place)
        case YAML_STREAM_END_EVENT: return Item(event: .streamEnd, place: place)
        default: return nil
        }
    }

    private func style(_ style: yaml_scalar_style_t) -> Node.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .plain
        }
    }

    private func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        bytes.map { String(cString: $0) }
    }

    private func place(_ mark: yaml_mark_t) -> Place {
        Place(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    /// What libyaml complains about, with a hint for what people get wrong most.
    private func failure() -> Problem {
        if parser.pointee.error == YAML_MEMORY_ERROR { fatalError("no memory is left for YAML") }
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it makes no sense"
        var message = "this is not YAML: \(problem)"
        if let context = parser.pointee.context {
            let (start, end) = (parser.pointee.context_mark.line, parser.pointee.problem_mark.line)
            let begin = start == end ? "" : " that begins in line \(start + 1)"
            message += " (\(String(cString: context))\(begin))"
        }
        if let hint = Self.hints[problem] { message += "; \(hint)" }
        return Problem(place(parser.pointee.problem_mark), message)
    }

    private static let hints = [
        "mapping values are not allowed in this context":
            "check the indentation, or put a text with \": \" in quotes",
        "found character that cannot start any token":
            "indent with spaces, and put a text that begins with @, `, % or a tab in quotes",
        "did not find expected key": "check the indentation of this line",
        "did not find expected '-' indicator": "check the indentation of this line",
        "could not find expected ':'": "a key is written \"key: value\"",
    ]
}
