extension Command {
    static let provision = Command(
        "provision", summary: "Make keys and certificates for things, in one file.",
        details: """
            Makes an authority, a certificate for a broker, and a key and a certificate for each
            thing:
              gale provision --out fleet.db --devices 10000 --template turbine-{id}
              gale provision --out fleet.db --from things.csv
              gale provision --out fleet.db --revoke turbine-7 --crl crl.pem
              gale provision --out fleet.db --export pem
            With nothing to do it says what is in the file.

            The first row of a CSV file names its columns: name, and any of certificate and key
            (paths of PEM files, from the folder of the CSV file), key_password, user_name,
            password, token, group (paths, with ; between) and attr.NAME. Where a row is bad,
            nothing is written.

            --ca DIR holds ca.pem and ca.key, the root; an intermediate is made under it for every
            file, unless DIR holds intermediate.pem and intermediate.key as well. GALE_CA_PASSWORD
            opens keys that are protected by a password.

            An export holds ca.pem, server.pem, server.key, crl.pem, things.csv, and NAME.pem and
            NAME.key of each thing in the folder things.
            """,
        takes: 0...0, options: Option.provision, defaults: ProvisionOptions()
    ) { options, _ in
        try options.check()
        return try Provisioning(options).run()
    }
}
