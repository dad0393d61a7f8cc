package import Base

/// A value that is an object in JSON, declared once for writing and for reading.
package protocol Record: JSONConvertible {
    /// The value before anything was measured.
    init()

    /// Every member, in the order in which it is written.
    static var fields: [Field<Self>] { get }
}

/// One member of a ``Record``: its name, how it is written, how it is read.
package struct Field<Owner: Record>: Sendable {
    package let name: String
    fileprivate let isRequired: Bool
    fileprivate let write: @Sendable (Owner) -> JSON
    fileprivate let read: @Sendable (inout Owner, JSON, String) throws(Unreadable) -> Void

    /// A member that is always there.
    ///
    /// A member that was added after reports of this schema had been written is not `required`:
    /// where it is missing, the default stands.
    package init<Value: JSONConvertible>(
        _ name: String, _ path: any WritableKeyPath<Owner, Value> & Sendable, required: Bool = true
    ) {
        self.name = name
        isRequired = required
        write = { $0[keyPath: path].json }
        read = { owner, json, place throws(Unreadable) in
            owner[keyPath: path] = try Value(json: json, at: place)
        }
    }

    /// A member that follows from the others: written for the reader's convenience, never read.
    package init<Value: JSONConvertible>(
        derived name: String, _ value: @escaping @Sendable (Owner) -> Value
    ) {
        self.name = name
        isRequired = false
        write = { value($0).json }
        read = { _, _, _ in }
    }
}

extension Record {
    package var json: JSON { ordinary }

    /// Every member, for a ``json`` of its own that is made of it.
    var ordinary: JSON {
        var members = JSON.Members()
        for field in Self.fields { members[field.name] = field.write(self) }
        return .object(members)
    }

    /// Members that no field names are passed over: a later gale may have added them.
    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let members = json.object else {
            throw Unreadable(place: place, problem: "an object should stand here")
        }
        self.init()
        for field in Self.fields {
            let inner = place.isEmpty ? field.name : "\(place).\(field.name)"
            if let value = members[field.name] {
                try field.read(&self, value, inner)
            } else if field.isRequired {
                throw Unreadable(place: inner, problem: "this member is missing")
            }
        }
    }
}
