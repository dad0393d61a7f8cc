/// One key of a block: how it is written, what it means, what it sets.
///
/// The list that reads is the list that prints help, so the two cannot disagree.
package struct Key<Target>: Sendable {
    package let help: KeyHelp
    package let read: @Sendable (Node, inout Target) throws(Problem) -> Void

    package var name: String { help.name }

    package init(
        _ help: KeyHelp,
        read: @escaping @Sendable (Node, inout Target) throws(Problem) -> Void
    ) {
        self.help = help
        self.read = read
    }

    /// A key that sets one property.
    ///
    /// - Parameters:
    ///   - need: `.required`, or what holds when the key is left out.
    ///   - example: a value for help, where the placeholder does not say it all.
    package init<Value>(
        _ name: String, _ form: Form<Value>,
        _ property: any WritableKeyPath<Target, Value> & Sendable,
        _ need: KeyHelp.Need, _ doc: String, example: String? = nil
    ) {
        help = KeyHelp(
            name: name, placeholder: form.placeholder, doc: doc, need: need, example: example)
        read = { (node, target) throws(Problem) in target[keyPath: property] = try form.read(node) }
    }

    /// A key that sets a property which is nil as long as the key is left out.
    package init<Value>(
        _ name: String, _ form: Form<Value>,
        _ property: any WritableKeyPath<Target, Value?> & Sendable,
        _ need: KeyHelp.Need, _ doc: String, example: String? = nil
    ) {
        help = KeyHelp(
            name: name, placeholder: form.placeholder, doc: doc, need: need, example: example)
        read = { (node, target) throws(Problem) in target[keyPath: property] = try form.read(node) }
    }
}

/// What help says about a key.
package struct KeyHelp: Equatable, Sendable {
    package enum Need: Equatable, Sendable {
        case required
        /// What holds when the key is left out: `1s`, `the model's`; empty where that is plain.
        case otherwise(String)
    }

    package let name: String
    package let placeholder: String
    package let doc: String
    package let need: Need
    package let example: String?

    package init(
        name: String, placeholder: String, doc: String, need: Need, example: String? = nil
    ) {
        self.name = name
        self.placeholder = placeholder
        self.doc = doc
        self.need = need
        self.example = example
    }
}

/// The keys that may stand in one mapping of a file.
package struct Block<Target>: Sendable {
    /// What the mapping describes, for messages and help: `fleet`.
    package let name: String
    package let doc: String
    package let keys: [Key<Target>]

    package init(_ name: String, _ doc: String, _ keys: [Key<Target>]) {
        self.name = name
        self.doc = doc
        self.keys = keys
    }

    /// Reads `node` into `target`, whose properties hold the defaults.
    ///
    /// - Throws: ``Problem`` for an unknown key, then for a missing one, then for a bad value.
    package func read(_ node: Node, into target: inout Target) throws(Problem) {
        var fields = try Fields(node, of: name)
        try fields.refuse(othersThan: keys.map(\.name))
        var values: [(Key<Target>, Node)] = []
        for key in keys {
            switch key.help.need {
            case .required: values.append((key, try fields.take(key.name)))
            case .otherwise: if let node = fields.optional(key.name) { values.append((key, node)) }
            }
        }
        for (key, node) in values { try key.read(node, &target) }
    }

    /// A form for values that are written as this block.
    package func form(
        startingWith fresh: @escaping @Sendable () -> Target
    ) -> Form<Target> {
        Form(name.uppercased()) { (node) throws(Problem) in
            var target = fresh()
            try read(node, into: &target)
            return target
        }
    }

    package var help: BlockHelp { BlockHelp(name: name, doc: doc, keys: keys.map(\.help)) }
}

/// A block without the type it reads, to be printed.
package struct BlockHelp: Equatable, Sendable {
    package let name: String
    package let doc: String
    package let keys: [KeyHelp]

    package init(name: String, doc: String, keys: [KeyHelp]) {
        self.name = name
        self.doc = doc
        self.keys = keys
    }

    /// This block without the keys that `other` prints.
    package func without(_ other: BlockHelp) -> BlockHelp {
        BlockHelp(name: name, doc: doc, keys: keys.filter { !other.keys.contains($0) })
    }
}
