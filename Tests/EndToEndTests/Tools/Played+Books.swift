import Base
import Foundation
import Reports
import Testing

extension Played {
    /// What the sockets moved, by the books.
    var movedBytes: Double {
        get throws { try self["bytes.total"] - self["bytes.tcpIP"] }
    }

    /// Texts of the faults, in the order of the report.
    var faults: [String] {
        report["faults"]?.array?.compactMap { $0["what"]?.string } ?? []
    }

    var warnings: [String] { report["warnings"]?.array?.compactMap(\.string) ?? [] }

    /// Books that do not balance come as a warning.
    func expectBalance(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(!warnings.contains { $0.contains("ledger") }, sourceLocation: sourceLocation)
    }

    /// The names of a member of the security record, such as `versions`.
    func agreed(_ member: String) -> [String] {
        report["security"]?[member]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    /// The number of a member that may be absent, and is zero then.
    func orZero(_ path: String) -> Double { report.value(at: path) ?? 0 }
}
