// Package main goes through the ways of asking of lib/pq and pgx, each on several connections at once, and says for each
// how often it was right.
package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/lib/pq"
)

const workers, times = 6, 20

type way struct {
	name string
	try  func(ctx context.Context, number int) error
}

func wanted[T comparable](got, want T, err error) error {
	if err == nil && got != want {
		return fmt.Errorf("got %v instead of %v", got, want)
	}
	return err
}

// waysOfLibPQ: a query with parameters is parsed in one round trip and bound in the next.
func waysOfLibPQ(ctx context.Context) ([]way, error) {
	connector, err := pq.NewConnector("")
	if err != nil {
		return nil, err
	}
	database := sql.OpenDB(connector)
	database.SetMaxOpenConns(1)
	return []way{
		{"simple", func(ctx context.Context, number int) (err error) {
			var got int
			err = database.QueryRowContext(ctx, fmt.Sprintf("select %d + 1", number)).Scan(&got)
			return wanted(got, number+1, err)
		}},
		{"unnamed", func(ctx context.Context, number int) (err error) {
			var got int
			err = database.QueryRowContext(ctx, "select $1::int + 1", number).Scan(&got)
			return wanted(got, number+1, err)
		}},
		{"named", func(ctx context.Context, number int) (err error) {
			statement, err := database.PrepareContext(ctx, "select $1::int + 1")
			if err != nil {
				return err
			}
			defer statement.Close()
			var got int
			err = statement.QueryRowContext(ctx, number).Scan(&got)
			return wanted(got, number+1, err)
		}},
		{"tenant", func(ctx context.Context, number int) (err error) {
			tx, err := database.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			defer tx.Rollback()
			user := fmt.Sprint(number)
			if _, err = tx.ExecContext(ctx, "select set_config('app.current_user_id', $1, true)", user); err != nil {
				return err
			}
			var got string
			err = tx.QueryRowContext(ctx, "select current_setting('app.current_user_id')").Scan(&got)
			if err = wanted(got, user, err); err != nil {
				return err
			}
			return tx.Commit()
		}},
		{"cancel", func(ctx context.Context, number int) error {
			return cancelled(ctx, number, func(ctx context.Context) error {
				_, err := database.ExecContext(ctx, "select pg_sleep(10)")
				return err
			})
		}},
	}, database.PingContext(ctx)
}

// cancelled sees that a statement ends with its context.
func cancelled(ctx context.Context, number int, wait func(context.Context) error) error {
	if number != 0 {
		return nil
	}
	ctx, end := context.WithTimeout(ctx, 300*time.Millisecond)
	defer end()
	if wait(ctx) == nil {
		return errors.New("the statement was not cancelled")
	}
	return nil
}

func waysOfPgx(ctx context.Context) ([]way, error) {
	connection, err := pgx.Connect(ctx, "")
	if err != nil {
		return nil, err
	}
	// In this mode a connection is closed where its context ends.
	waiting, err := pgx.Connect(ctx, "")
	if err != nil {
		return nil, err
	}
	ask := func(mode pgx.QueryExecMode) func(context.Context, int) error {
		return func(ctx context.Context, number int) error {
			var got int
			err := connection.QueryRow(ctx, "select $1::int + 1", mode, number).Scan(&got)
			return wanted(got, number+1, err)
		}
	}
	return []way{
		{"simple", ask(pgx.QueryExecModeSimpleProtocol)},
		{"extended", ask(pgx.QueryExecModeExec)},
		{"unnamed", ask(pgx.QueryExecModeDescribeExec)},
		{"cached description", ask(pgx.QueryExecModeCacheDescribe)},
		{"named", ask(pgx.QueryExecModeCacheStatement)},
		{"tenant", func(ctx context.Context, number int) error {
			user := fmt.Sprint(number)
			var got string
			err := pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error {
				if _, err := tx.Exec(ctx, "select set_config('app.current_user_id', $1, true)", user); err != nil {
					return err
				}
				return tx.QueryRow(ctx, "select current_setting('app.current_user_id')").Scan(&got)
			})
			return wanted(got, user, err)
		}},
		{"batch", func(ctx context.Context, number int) error {
			batch := &pgx.Batch{}
			batch.Queue("select $1::int", number)
			batch.Queue("select $1::int", number+1)
			results := connection.SendBatch(ctx, batch)
			var first, second int
			err := errors.Join(results.QueryRow().Scan(&first), results.QueryRow().Scan(&second), results.Close())
			return wanted(second-first, 1, err)
		}},
		{"copy", func(ctx context.Context, number int) error {
			var read bytes.Buffer
			_, err := connection.PgConn().CopyTo(ctx, &read, fmt.Sprintf("copy (select %d) to stdout", number))
			return wanted(read.String(), fmt.Sprintf("%d\n", number), err)
		}},
		{"cancel", func(ctx context.Context, number int) error {
			if number != 0 {
				return nil
			}
			done := make(chan error, 1)
			go func() { _, err := waiting.Exec(ctx, "select pg_sleep(10)"); done <- err }()
			for {
				select {
				case err := <-done:
					var refused *pgconn.PgError
					if errors.As(err, &refused) && refused.Code == "57014" {
						return nil
					}
					return fmt.Errorf("the statement was not cancelled: %w", err)
				case <-time.After(200 * time.Millisecond):
					if err := waiting.PgConn().CancelRequest(ctx); err != nil {
						return err
					}
				}
			}
		}},
	}, nil
}

func main() {
	connect := map[string]func(context.Context) ([]way, error){"libpq": waysOfLibPQ, "pgx": waysOfPgx}[os.Args[1]]
	var lock sync.Mutex
	var all sync.WaitGroup
	counted, order, failed := map[string]int{}, []string{}, error(nil)
	for worker := range workers {
		all.Go(func() {
			ways, err := connect(context.Background())
			for _, way := range ways {
				for number := range times {
					if err == nil {
						err = way.try(context.Background(), worker*1000+number)
					}
					lock.Lock()
					if err != nil {
						failed = fmt.Errorf("%s: %w", way.name, err)
					} else {
						if counted[way.name] == 0 {
							order = append(order, way.name)
						}
						counted[way.name]++
					}
					lock.Unlock()
				}
			}
			if err != nil && len(ways) == 0 {
				lock.Lock()
				failed = err
				lock.Unlock()
			}
		})
	}
	all.Wait()
	for _, name := range order {
		fmt.Println(name, counted[name])
	}
	if failed != nil {
		fmt.Fprintln(os.Stderr, failed)
		os.Exit(1)
	}
}
