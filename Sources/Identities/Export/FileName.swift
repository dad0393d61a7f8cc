/// Names of files for things that are called anything.
package enum FileName {
    /// A name without folders for thing `number`, called `name`: no two things get the same.
    ///
    /// Letters, digits, and what stands in ordinary names stay as they are; any other byte becomes
    /// `%` and two digits, and so does a dot in front. One too long for a file system is cut, and
    /// ends in `~` and the number.
    package static func safe(_ name: String, number: Int) -> String {
        var safe = ""
        for (index, byte) in name.utf8.enumerated() {
            if isPlain(byte) && !(index == 0 && byte == UInt8(ascii: ".")) {
                safe.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                safe += "%" + hex[Int(byte >> 4)] + hex[Int(byte & 15)]
            }
        }
        guard safe.utf8.count > longest else { return safe }
        return "\(safe.prefix(longest - 8))~\(number)"
    }

    /// Leaves room for an ending below the 255 bytes of common file systems.
    private static let longest = 200

    private static let hex = "0123456789ABCDEF".map(String.init)

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_.:@+=,".utf8.contains(byte)
        }
    }
}
