import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** Goes through JDBC's ways of asking on several connections at once, and says for each how often it was right. */
public final class Ways {
    private static final int WORKERS = 6;
    private static final int TIMES = 20;
    private static final Map<String, Integer> COUNTED = new LinkedHashMap<>();

    private interface Way {
        void run(Connection connection, int number) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
        List<Future<?>> all = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            int first = worker * 1000;
            all.add(pool.submit((Callable<Void>) () -> work(first)));
        }
        pool.shutdown();
        for (Future<?> one : all) {
            one.get();
        }
        COUNTED.forEach((name, times) -> System.out.println(name + " " + times));
    }

    private static Void work(int first) throws Exception {
        try (Connection connection = connect("extended"); Connection plain = connect("simple")) {
            each("simple", first, plain, Ways::ask);
            each("unnamed and named", first, connection, Ways::ask);
            each("schema", first, connection, Ways::schema);
            each("tenant", first, connection, Ways::tenant);
            each("batch", first, connection, Ways::batch);
            each("cursor", first, connection, Ways::cursor);
            each("copy", first, connection, Ways::copy);
            each("cancel", first, connection, Ways::cancel);
        }
        return null;
    }

    private static void each(String name, int first, Connection connection, Way way) throws Exception {
        for (int number = first; number < first + TIMES; number++) {
            try {
                way.run(connection, number);
            } catch (Exception error) {
                throw new IllegalStateException(name, error);
            }
            synchronized (COUNTED) {
                COUNTED.merge(name, 1, Integer::sum);
            }
        }
    }

    private static Connection connect(String mode) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", System.getenv("PGUSER"));
        properties.setProperty("password", System.getenv("PGPASSWORD"));
        properties.setProperty("sslmode", System.getenv("PGSSLMODE"));
        properties.setProperty("sslrootcert", System.getenv("PGSSLROOTCERT"));
        properties.setProperty("currentSchema", "pg_catalog");
        properties.setProperty("options", "-c statement_timeout=20s");
        properties.setProperty("preferQueryMode", mode);
        String where = System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE");
        return DriverManager.getConnection("jdbc:postgresql://" + where, properties);
    }

    private static void same(Object got, Object wanted) {
        if (!got.equals(wanted)) {
            throw new IllegalStateException("got " + got + " instead of " + wanted);
        }
    }

    /** After five times on one statement the driver gives it a name. */
    private static void ask(Connection connection, int number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select ?::int + 1")) {
            for (int more = 0; more < 7; more++) {
                statement.setInt(1, number + more);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    same(rows.getInt(1), number + more + 1);
                }
            }
        }
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void schema(Connection connection, int number) throws SQLException {
        same(one(connection, "show search_path"), "pg_catalog");
        same(one(connection, "show statement_timeout"), "20s");
    }

    private static void tenant(Connection connection, int number) throws SQLException {
        connection.setAutoCommit(false);
        one(connection, "select set_config('app.current_user_id', '" + number + "', true)");
        same(one(connection, "select current_setting('app.current_user_id')"), String.valueOf(number));
        connection.commit();
        connection.setAutoCommit(true);
        same(one(connection, "select coalesce(current_setting('app.current_user_id', true), '')"), "");
    }

    private static void batch(Connection connection, int number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("do 'begin end'")) {
            for (int times = 0; times < 3; times++) {
                statement.addBatch();
            }
            same(statement.executeBatch().length, 3);
        }
    }

    private static void cursor(Connection connection, int number) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(3);
            int found = 0;
            try (ResultSet rows = statement.executeQuery("select generate_series(1, 10)")) {
                while (rows.next()) {
                    found++;
                }
            }
            same(found, 10);
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void copy(Connection connection, int number) throws Exception {
        StringWriter read = new StringWriter();
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (select " + number + ") to stdout", read);
        same(read.toString(), number + "\n");
    }

    private static void cancel(Connection connection, int number) throws SQLException {
        if (number != 0) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            statement.executeQuery("select pg_sleep(10)");
        } catch (SQLException refused) {
            same(refused.getSQLState(), "57014");
        }
    }
}
