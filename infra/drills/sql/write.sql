with earlier as (select count(*) as n from drill.writes where writer = %(writer)s)

insert into drill.writes (writer, number)
values (%(writer)s, %(number)s)
returning (select n from earlier)
