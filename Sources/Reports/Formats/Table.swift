/// Rows of figures, before any format has drawn them.
struct Table {
    let title: String
    /// What the reader may not know, in one sentence; may be empty.
    let note: String
    let columns: [Column]
    let rows: [[String]]

    struct Column {
        let name: String
        /// Numbers stand at the right, so that their digits line up.
        let isNumber: Bool

        static func text(_ name: String) -> Column { Column(name: name, isNumber: false) }
        static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
    }

    init(_ title: String, note: String = "", _ columns: [Column], _ rows: [[String]]) {
        self.title = title
        self.note = note
        self.columns = columns
        self.rows = rows
    }

    /// Two columns, the left one naming the right one.
    init(_ title: String, note: String = "", facts: [(String, String)]) {
        self.init(
            title, note: note, [.text(""), .text("")],
            facts.filter { !$0.1.isEmpty }.map { [$0.0, $0.1] })
    }
}
