extension Thing {
    /// What a thing may be called.
    ///
    /// - Throws: ``IdentityError`` for an empty name, one above 256 bytes, and control characters.
    static func check(name: String) throws(IdentityError) {
        guard !name.isEmpty else { throw IdentityError("a thing needs a name") }
        guard name.utf8.count <= 256 else {
            throw IdentityError(
                "the name of a thing has at most 256 bytes, not \(name.utf8.count): "
                    + "“\(name.printable)”")
        }
        guard !name.hasControlCharacter else {
            throw IdentityError(
                "the name of a thing has no control character in it, unlike “\(name.printable)”")
        }
    }

    /// What an attribute may be called and say.
    static func check(_ attribute: Attribute) throws(IdentityError) {
        let name = attribute.name
        guard !name.isEmpty, name.utf8.count <= 128, !name.hasControlCharacter else {
            throw IdentityError(
                "the name of an attribute has 1 to 128 bytes and no control character, unlike "
                    + "“\(name.printable)”")
        }
        guard (1...4096).contains(attribute.value.utf8.count) else {
            throw IdentityError(
                "the attribute “\(name)” has 1 to 4096 bytes, not \(attribute.value.utf8.count)")
        }
    }
}
