extension Thing {
    /// What a thing may be called.
    ///
    /// - Throws: ``IdentityError`` for an empty name, one above 256 bytes, and control characters.
    static func check(name: String) throws(IdentityError) {
        guard !name.isEmpty else { throw IdentityError("a thing needs a name") }
        guard name.utf8.count <= 256 else {
            throw IdentityError(
                "the name of a thing has at most 256 bytes, not \(name.utf8.count): "
                    + "“\(name.prefix(40))…”")
        }
        guard !name.hasControlCharacter else {
            throw IdentityError("a thing has a control character in its name")
        }
    }

    /// What an attribute may be called and say.
    static func check(_ attribute: Attribute) throws(IdentityError) {
        let name = attribute.name
        guard !name.isEmpty, name.utf8.count <= 128, !name.hasControlCharacter else {
            throw IdentityError(
                "the name of an attribute has 1 to 128 bytes and no control character, unlike "
                    + "“\(name.filter { !String($0).hasControlCharacter }.prefix(40))”")
        }
        guard attribute.value.utf8.count <= 4096 else {
            throw IdentityError(
                "the attribute “\(name)” is longer than 4096 bytes: \(attribute.value.utf8.count)")
        }
    }
}
