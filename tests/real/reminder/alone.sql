-- Who must be reminded is written down by hand: four of twelve.
SELECT * FROM read_csv('{case}/sends.csv', header = true, all_varchar = true)
