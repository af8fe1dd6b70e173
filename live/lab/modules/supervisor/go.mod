module muster.lab/supervisor

go 1.24
