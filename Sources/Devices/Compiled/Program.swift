/// A JSON object to be printed: bytes to copy, and values to print between them.
///
/// The closing brace is left to the caller, who may have more members.
struct Program: Sendable {
    enum Piece: Sendable {
        case literal(from: Int, to: Int)
        case number(slot: Int, decimals: Int)
        /// One of ``words``, the first of them if the slot shows zero.
        case word(slot: Int, first: Int)
        case timestamp
        case count
        case id
        case client
    }

    private(set) var literals: [UInt8] = []
    private(set) var pieces: [Piece] = []
    private(set) var words: [[UInt8]] = []
    private var pending: [UInt8] = []
    /// The size of a payload that is no object.
    let size: Int?

    /// The object of `fields`, which are pairs of a field and its slot.
    init(
        _ fields: [(field: DeviceModel.Field, slot: Int)], model: String, size: Int? = nil
    ) {
        self.size = size
        write("{")
        for (index, (field, slot)) in fields.enumerated() {
            if index > 0 { write(",") }
            write(Self.quoted(field.name) + ":")
            add(field, slot: slot, model: model)
        }
        flush()
    }

    private mutating func add(_ field: DeviceModel.Field, slot: Int, model: String) {
        switch field.source {
        case .timestamp:
            write("\"")
            append(.timestamp)
            write("\"")
        case .number: append(.count)
        case .text(let text): add(text, model: model)
        default:
            guard let choices = field.words else {
                return append(.number(slot: slot, decimals: field.decimals))
            }
            append(.word(slot: slot, first: words.count))
            let isBoolean = choices == ["false", "true"] && !field.isChoice
            words += choices.map { Array((isBoolean ? $0 : Self.quoted($0)).utf8) }
        }
    }

    private mutating func add(_ text: String, model: String) {
        write("\"")
        // What is no template was refused before.
        let template = try? Template.words(text)
        for piece in template?.pieces ?? [] {
            switch piece {
            case .literal(let from, let to):
                let words = String(decoding: template!.literals[from..<to], as: UTF8.self)
                JSONText.append(words, to: &pending)
            case .placeholder(.id): append(.id)
            case .placeholder(.client): append(.client)
            case .placeholder: JSONText.append(model, to: &pending)
            }
        }
        write("\"")
    }

    private mutating func write(_ text: String) { pending += text.utf8 }

    private mutating func append(_ piece: Piece) {
        flush()
        pieces.append(piece)
    }

    private mutating func flush() {
        if pending.isEmpty { return }
        pieces.append(.literal(from: literals.count, to: literals.count + pending.count))
        literals += pending
        pending = []
    }

    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        return "\"" + String(decoding: bytes, as: UTF8.self) + "\""
    }
}

extension DeviceModel.Field {
    /// Whether the words are words even where they read `true`.
    fileprivate var isChoice: Bool {
        switch source {
        case .choice, .state(.words): true
        default: false
        }
    }
}
