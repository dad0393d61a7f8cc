/// What a gale must know that plays a part of a plan, while others play the rest.
package struct PartSettings: Sendable {
    /// The fleets and applications that are played here.
    package var names: Set<String>
    /// Under which name the gales of one run find each other.
    package var together: String
    /// Unlike that of every other gale of the run; one level of a topic.
    package var id: String
    /// Tells this machine's kernel, which has one clock, from others; empty where unknown.
    package var kernel: String
    /// How long the others may take to come.
    package var patience: Duration

    package init(
        names: Set<String>, together: String, id: String, kernel: String = "",
        patience: Duration = .seconds(60)
    ) {
        self.names = names
        self.together = together
        self.id = id
        self.kernel = kernel
        self.patience = patience
    }
}
