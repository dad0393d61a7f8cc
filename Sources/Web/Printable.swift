/// What a stranger sent, made fit for a line of a report.
///
/// Control characters, which could rewrite a terminal, become a middle dot; what is longer than
/// `limit` bytes ends in an ellipsis.
func printable(_ bytes: some Collection<UInt8>, limit: Int = 200) -> String {
    let head = String(decoding: bytes.prefix(limit), as: UTF8.self)
    var text = ""
    for scalar in head.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: text.append("·")
        default: text.unicodeScalars.append(scalar)
        }
    }
    return bytes.count > limit ? text + "…" : text
}

func printable(_ text: String, limit: Int = 200) -> String {
    printable(Array(text.utf8), limit: limit)
}
