package import Base

extension Device {
    /// Appends the payload of message `index` of the model, after letting time pass up to `due`.
    ///
    /// - Parameters:
    ///   - number: which of its stream the message is, for the ``Stamp``.
    ///   - epochMilliseconds: `due` on the world's clock, since 1970.
    /// - Cost: well under a microsecond; allocates nothing once `bytes` has the room.
    package mutating func render(
        message index: Int, due: Instant, number: UInt32, epochMilliseconds: Int64,
        into bytes: inout [UInt8]
    ) {
        if let size = model.messages[index].size {
            return Self.fill(size, number, epochMilliseconds, into: &bytes)
        }
        advance(to: due)
        let start = bytes.count
        let timestamp = run(
            model.messages[index], count: number, epochMilliseconds: epochMilliseconds, into: &bytes
        )
        bytes.append(UInt8(ascii: "}"))
        guard let timestamp else { return }
        Stamp.seal(&bytes, from: start, timestamp: timestamp, number: number)
    }

    /// Appends `size` bytes that mean nothing, with a stamp where there is room for one.
    private static func fill(
        _ size: Int, _ number: UInt32, _ milliseconds: Int64, into bytes: inout [UInt8]
    ) {
        guard size >= BinaryStamp.smallest else {
            return bytes.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: size))
        }
        var filler = SplitMix64(seed: UInt64(number))
        BinaryStamp.append(
            dueMilliseconds: milliseconds, number: number, size: size, filler: &filler, to: &bytes)
    }

    /// Appends the answer to a command that was obeyed: the state, and what is echoed.
    ///
    /// `number` and `epochMilliseconds` count only for models whose answers have a timestamp.
    package func answer(
        command index: Int, outcome: Outcome, number: UInt32 = 0, epochMilliseconds: Int64 = 0,
        into bytes: inout [UInt8]
    ) {
        let start = bytes.count
        let timestamp = run(
            model.answers[index], count: number, epochMilliseconds: epochMilliseconds, into: &bytes)
        var isFirst = model.model.commands[index].answers.isEmpty
        for (key, value) in outcome.echo {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            bytes.append(contentsOf: Program.quoted(key).utf8)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: value.compact.utf8)
        }
        bytes.append(UInt8(ascii: "}"))
        guard let timestamp else { return }
        Stamp.seal(&bytes, from: start, timestamp: timestamp, number: number)
    }

    /// Appends a shadow update that reports the state: `{"state":{"reported":{…}}}`.
    ///
    /// Appends nothing for a model without a shadow.
    package func shadowReport(token: String? = nil, into bytes: inout [UInt8]) {
        guard let report = model.report else { return }
        bytes.append(contentsOf: #"{"state":{"reported":"#.utf8)
        _ = run(report, count: 0, epochMilliseconds: 0, into: &bytes)
        bytes.append(contentsOf: "}}".utf8)
        if let token {
            bytes.append(contentsOf: #","clientToken":""#.utf8)
            JSONText.append(token, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// Appends a topic or text of the model, filled in for this device.
    package func write(_ template: Template, into bytes: inout [UInt8]) {
        template.append(
            Template.Values(id: number, client: clientID, name: model.model.name), to: &bytes)
    }

    /// A topic or text of the model, filled in for this device.
    package func filled(_ template: Template) -> String {
        var bytes: [UInt8] = []
        write(template, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns where the first timestamp begins.
    private func run(
        _ program: Program, count: UInt32, epochMilliseconds: Int64, into bytes: inout [UInt8]
    ) -> Int? {
        var timestamp: Int?
        // Not by slices and iterators, which would count references.
        program.literals.withUnsafeBufferPointer { literals in
            program.pieces.withUnsafeBufferPointer { pieces in
                for piece in pieces {
                    switch piece {
                    case .literal(let from, let to):
                        bytes.append(
                            contentsOf: UnsafeBufferPointer(rebasing: literals[from..<to]))
                    case .timestamp:
                        if timestamp == nil { timestamp = bytes.count }
                        Timestamp.append(epochMilliseconds: epochMilliseconds, to: &bytes)
                    case .count: Decimal.append(UInt64(count), to: &bytes)
                    default: print(piece, of: program, into: &bytes)
                    }
                }
            }
        }
        return timestamp
    }

    private func print(_ piece: Program.Piece, of program: Program, into bytes: inout [UInt8]) {
        switch piece {
        case .number(let slot, let decimals):
            Decimal.append(values[slot], decimals: decimals, to: &bytes)
        case .word(let slot, let first):
            bytes.append(contentsOf: program.words[first + Int(values[slot])])
        case .id: Decimal.append(Double(number), decimals: 0, to: &bytes)
        case .client: JSONText.append(clientID, to: &bytes)
        case .literal, .timestamp, .count: break
        }
    }
}
