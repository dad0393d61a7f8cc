/// The addresses of this machine that links leave from, one after the other.
///
/// Each pair of source and destination has its own 28,232 ports or so: more addresses, more links.
package struct SourceAddresses: Hashable, Sendable {
    /// More than any machine has ports for; keeps a mistyped range from filling memory.
    package static let limit = 4096

    /// Four or sixteen bytes each; none means that the kernel chooses.
    package private(set) var addresses: [[UInt8]] = []

    /// Lets the kernel choose.
    package init() {}

    /// Reads `127.0.0.2-127.0.0.9,10.0.0.7,::1`: addresses and ranges of IPv4 addresses.
    package init(parsing text: String) throws(EndpointError) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            let first = try Self.address(ends[0], of: text)
            guard ends.count > 1 else {
                addresses.append(first)
                continue
            }
            guard ends.count == 2 else { throw Self.malformed(part, of: text) }
            addresses += try Self.range(first, try Self.address(ends[1], of: text), part)
        }
        guard addresses.count <= Self.limit else {
            throw EndpointError("“\(text)” names more than \(Self.limit) addresses; name fewer")
        }
        guard Set(addresses).count == addresses.count else {
            throw EndpointError("“\(text)” names an address twice; name each once")
        }
    }

    private static func range(
        _ first: [UInt8], _ last: [UInt8], _ part: Substring
    ) throws(EndpointError) -> [[UInt8]] {
        guard first.count == 4, last.count == 4 else {
            throw EndpointError("“\(part)”: only IPv4 addresses make a range; list IPv6 by commas")
        }
        let low = number(first)
        let high = number(last)
        guard low <= high else {
            throw EndpointError("“\(part)” runs backwards; write the lower address first")
        }
        guard high - low < UInt32(limit) else {
            throw EndpointError("“\(part)” names more than \(limit) addresses; name fewer")
        }
        return (low...high).map { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
        }
    }

    private static func number(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func address(_ part: Substring, of text: String) throws(EndpointError) -> [UInt8]
    {
        guard let bytes = Endpoint.address(String(part)) else { throw malformed(part, of: text) }
        return bytes
    }

    private static func malformed(_ part: Substring, of text: String) -> EndpointError {
        EndpointError("“\(part)” is no IP address; write --bind 127.0.0.2-127.0.0.9,127.0.1.1")
    }
}
