/// Things to be made alike: how many, what they are called, where they belong.
package struct Batch: Sendable {
    package var count: Int
    /// Must have the whole number in it, where there is more than one.
    package var name: Template
    /// Paths of groups that each thing is in.
    package var groups: [Template] = []
    package var attributes: [(name: String, value: Template)] = []
    /// Seconds since 1970, the first and the last of every certificate's validity.
    package var validity: Range<Int64>

    package init(count: Int, name: Template, validity: Range<Int64>) {
        self.count = count
        self.name = name
        self.validity = validity
    }

    /// The thing `number`, still without a certificate.
    func thing(_ number: Int) -> Thing {
        var thing = Thing(number: number, name: name.text(for: number))
        thing.groups = groups.map { $0.text(for: number) }
        thing.attributes = attributes.map { .init($0.name, $0.value.text(for: number)) }
        return thing
    }

    /// Refuses what would give two things one name.
    func check() throws(IdentityError) {
        guard count == 1 || name.isUnique else {
            throw IdentityError(
                "“\(name)” would call \(count) things alike; put {id} into it, the number of a "
                    + "thing")
        }
        var seen: Set<String> = []
        for (name, _) in attributes where !seen.insert(name).inserted {
            throw IdentityError("the attribute “\(name.printable)” comes twice")
        }
    }
}
