/// Things one after the other, by number, each decoded when it is asked for.
///
/// - Cost: about 10 µs a thing; memory for one.
package final class ThingCursor {
    private let things: Statement
    private let attributes: Statement
    private let groups: Statement

    /// - Parameters:
    ///   - condition: what follows WHERE, about `t`.
    ///   - values: what stands for its question marks.
    init(
        _ database: Database, where condition: String, _ values: [Statement.Value]
    ) throws(IdentityError) {
        things = try database.prepare(
            """
            SELECT t.number, t.name, t.certificate, t.key, t.user_name, t.password, t.token, r.at
            FROM things t LEFT JOIN revocations r ON r.serial = t.serial AND t.issuer = (
                SELECT id FROM authorities WHERE role = 'issuing')
            WHERE \(condition) ORDER BY t.number
            """)
        attributes = try database.prepare(
            "SELECT name, value FROM attributes WHERE thing = ? ORDER BY name")
        groups = try database.prepare(
            """
            SELECT g.path FROM memberships m JOIN groups g ON g.id = m."group"
            WHERE m.thing = ? ORDER BY g.path
            """)
        try things.start(values)
    }

    /// The next thing, or nil after the last.
    package func next() throws(IdentityError) -> Thing? {
        guard try things.step() else { return nil }
        let number = things.integer(0)
        var thing = Thing(number: Int(number), name: things.text(1) ?? "")
        thing.certificateDER = things.blob(2)
        thing.keyDER = things.blob(3)
        thing.userName = things.text(4)
        thing.password = things.text(5)
        thing.token = things.text(6)
        thing.revokedAt = things.isNull(7) ? nil : things.integer(7)
        thing.attributes = try attributes.all(.integer(number)) {
            Thing.Attribute($0.text(0) ?? "", $0.text(1) ?? "")
        }
        thing.groups = try groups.all(.integer(number)) { $0.text(0) ?? "" }
        return thing
    }
}
