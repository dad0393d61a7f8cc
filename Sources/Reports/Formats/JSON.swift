import Base

extension Format {
    /// The report itself, of which every other format is a drawing.
    package static let json = Format(
        name: "json", fileName: "report.json",
        doc: "everything, for programs; what `gale report` draws the others from"
    ) { report, _ in report.json.readable + "\n" }
}

extension JSON {
    /// ``pretty``, but for arrays of plain values, which stay on one line.
    fileprivate var readable: String {
        var text = ""
        write(to: &text, indent: "")
        return text
    }

    private var isPlain: Bool { array == nil && object == nil }

    private func write(to text: inout String, indent: String) {
        let inner = indent + "  "
        if let members = object, !members.isEmpty {
            var separator = "{\n"
            for (key, value) in members {
                text += separator + inner
                JSON.quote(key, into: &text)
                text += ": "
                value.write(to: &text, indent: inner)
                separator = ",\n"
            }
            text += "\n" + indent + "}"
        } else if let elements = array, !elements.allSatisfy(\.isPlain) {
            var separator = "[\n"
            for element in elements {
                text += separator + inner
                element.write(to: &text, indent: inner)
                separator = ",\n"
            }
            text += "\n" + indent + "]"
        } else {
            text += compact
        }
    }
}
