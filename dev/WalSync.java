import java.sql.DriverManager;

/** Commits three rows with the journal's driver and prints a line whenever a commit has returned. */
void main(String[] args) throws Exception {
    var url = "jdbc:sqlite:%s?journal_mode=WAL&synchronous=%s".formatted(args[0], args[1]);
    try (var connection = DriverManager.getConnection(url);
            var statement = connection.createStatement()) {
        statement.execute("CREATE TABLE journal (sequence INTEGER PRIMARY KEY, payload BLOB)");
        connection.setAutoCommit(false);
        for (int sequence = 1; sequence <= 3; sequence++) {
            statement.execute("INSERT INTO journal (payload) VALUES (randomblob(200))");
            connection.commit();
            System.out.println("commit " + sequence + " returned");
        }
    }
}
